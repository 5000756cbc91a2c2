-- CreateEnum
CREATE TYPE "FaultState" AS ENUM ('open', 'assigned', 'mended', 'closed');

-- CreateEnum
CREATE TYPE "FaultStepKind" AS ENUM ('found', 'assigned', 'mended', 'closed');

-- CreateTable
CREATE TABLE "Fault" (
    "id" TEXT NOT NULL,
    "cameraId" TEXT,
    "cameraName" TEXT NOT NULL,
    "cameraPlace" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "state" "FaultState" NOT NULL DEFAULT 'open',
    "openKey" TEXT,
    "foundAt" TIMESTAMP(3) NOT NULL,
    "foundByName" TEXT NOT NULL,
    "lastFoundAt" TIMESTAMP(3) NOT NULL,
    "findings" INTEGER NOT NULL DEFAULT 1,
    "remark" TEXT,
    "inCharge" TEXT,
    "closedAt" TIMESTAMP(3),

    CONSTRAINT "Fault_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FaultStep" (
    "id" TEXT NOT NULL,
    "faultId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "byId" TEXT,
    "byName" TEXT NOT NULL,
    "kind" "FaultStepKind" NOT NULL,
    "text" TEXT,
    "runId" TEXT,
    "position" INTEGER,

    CONSTRAINT "FaultStep_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Fault_openKey_key" ON "Fault"("openKey");

-- CreateIndex
CREATE INDEX "Fault_foundAt_id_idx" ON "Fault"("foundAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Fault_state_foundAt_id_idx" ON "Fault"("state", "foundAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Fault_cameraId_foundAt_idx" ON "Fault"("cameraId", "foundAt" DESC);

-- CreateIndex
CREATE INDEX "FaultStep_faultId_at_idx" ON "FaultStep"("faultId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "FaultStep_runId_position_faultId_key" ON "FaultStep"("runId", "position", "faultId");

-- AddForeignKey
ALTER TABLE "Fault" ADD CONSTRAINT "Fault_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FaultStep" ADD CONSTRAINT "FaultStep_faultId_fkey" FOREIGN KEY ("faultId") REFERENCES "Fault"("id") ON DELETE CASCADE ON UPDATE CASCADE;
