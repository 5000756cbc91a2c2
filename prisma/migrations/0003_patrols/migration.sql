-- CreateEnum
CREATE TYPE "PatrolRunState" AS ENUM ('running', 'done', 'stopped', 'interrupted');

-- CreateEnum
CREATE TYPE "PatrolRemark" AS ENUM ('normal', 'abnormal');

-- CreateTable
CREATE TABLE "PatrolPlan" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sortName" TEXT NOT NULL,
    "layout" TEXT NOT NULL,
    "entries" JSONB NOT NULL,
    "cameraCount" INTEGER NOT NULL,
    "planCount" INTEGER NOT NULL,
    "loop" BOOLEAN NOT NULL,
    "skipOffline" BOOLEAN NOT NULL,
    "attested" BOOLEAN NOT NULL,
    "checklist" TEXT[],
    "windows" JSONB NOT NULL,
    "cron" TEXT,
    "ownerId" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "locked" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "changedById" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMP(3),
    "removalId" TEXT,

    CONSTRAINT "PatrolPlan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PatrolRun" (
    "id" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "planName" TEXT NOT NULL,
    "planVersion" INTEGER NOT NULL,
    "attested" BOOLEAN NOT NULL,
    "checklist" TEXT[],
    "round" INTEGER NOT NULL,
    "operatorId" TEXT NOT NULL,
    "operatorName" TEXT NOT NULL,
    "state" "PatrolRunState" NOT NULL DEFAULT 'running',
    "startedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "heardAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PatrolRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PatrolRecord" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "cameraId" TEXT NOT NULL,
    "cameraName" TEXT NOT NULL,
    "cameraPlace" TEXT NOT NULL,
    "statusBefore" "CameraStatus",
    "shownFrom" TIMESTAMP(3),
    "shownTo" TIMESTAMP(3),
    "shownMs" INTEGER NOT NULL DEFAULT 0,
    "statusShown" "CameraStatus",
    "remark" "PatrolRemark",
    "abnormality" TEXT,
    "note" TEXT,
    "failed" TEXT[],
    "remarkedAt" TIMESTAMP(3),
    "pictureAt" TIMESTAMP(3),
    "pictureBytes" INTEGER,
    "pictureHash" TEXT,

    CONSTRAINT "PatrolRecord_pkey" PRIMARY KEY ("runId","position")
);

-- CreateIndex
CREATE INDEX "PatrolPlan_sortName_live" ON "PatrolPlan"("sortName", "id") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "PatrolPlan_changedAt_live" ON "PatrolPlan"("changedAt" DESC, "id") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "PatrolPlan_ownerId_idx" ON "PatrolPlan"("ownerId");

-- CreateIndex
CREATE INDEX "PatrolPlan_removalId_idx" ON "PatrolPlan"("removalId");

-- CreateIndex
CREATE INDEX "PatrolRun_startedAt_id_idx" ON "PatrolRun"("startedAt", "id");

-- CreateIndex
CREATE INDEX "PatrolRun_planId_startedAt_idx" ON "PatrolRun"("planId", "startedAt");

-- CreateIndex
CREATE INDEX "PatrolRun_operatorId_startedAt_idx" ON "PatrolRun"("operatorId", "startedAt");

-- CreateIndex
CREATE INDEX "PatrolRun_running" ON "PatrolRun"("heardAt") WHERE ("state" = 'running');

-- CreateIndex
CREATE INDEX "PatrolRecord_cameraId_shownFrom_idx" ON "PatrolRecord"("cameraId", "shownFrom");

-- AddForeignKey
ALTER TABLE "PatrolPlan" ADD CONSTRAINT "PatrolPlan_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PatrolPlan" ADD CONSTRAINT "PatrolPlan_changedById_fkey" FOREIGN KEY ("changedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PatrolRecord" ADD CONSTRAINT "PatrolRecord_runId_fkey" FOREIGN KEY ("runId") REFERENCES "PatrolRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

