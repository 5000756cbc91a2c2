-- CreateEnum
CREATE TYPE "EventSource" AS ENUM ('device', 'platform', 'person');

-- CreateEnum
CREATE TYPE "EventKind" AS ENUM ('motion', 'tamper', 'signal_loss', 'line_crossing', 'intrusion', 'io_alarm', 'storage_failure', 'camera_offline', 'mark', 'other');

-- CreateEnum
CREATE TYPE "EventSeverity" AS ENUM ('info', 'warn', 'critical');

-- CreateEnum
CREATE TYPE "EventState" AS ENUM ('new', 'acknowledged', 'closed');

-- AlterTable
ALTER TABLE "Device" ADD COLUMN     "pullPoint" BOOLEAN,
ADD COLUMN     "takesEvents" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "Event" (
    "id" TEXT NOT NULL,
    "source" "EventSource" NOT NULL,
    "kind" "EventKind" NOT NULL,
    "severity" "EventSeverity" NOT NULL,
    "topic" TEXT,
    "key" TEXT NOT NULL,
    "cameraId" TEXT,
    "name" TEXT NOT NULL,
    "roadId" TEXT,
    "raisedAt" TIMESTAMP(3) NOT NULL,
    "deviceAt" TIMESTAMP(3),
    "lasting" BOOLEAN NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "count" INTEGER NOT NULL DEFAULT 1,
    "state" "EventState" NOT NULL DEFAULT 'new',
    "acknowledgedAt" TIMESTAMP(3),
    "acknowledgedById" TEXT,
    "acknowledgedByName" TEXT,
    "closedAt" TIMESTAMP(3),
    "closedById" TEXT,
    "closedByName" TEXT,
    "remark" TEXT,
    "raw" JSONB,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Event_raisedAt_id_idx" ON "Event"("raisedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Event_new" ON "Event"("raisedAt" DESC, "id" DESC) WHERE ("state" = 'new');

-- CreateIndex
CREATE INDEX "Event_key_raisedAt_idx" ON "Event"("key", "raisedAt" DESC);

-- CreateIndex
CREATE INDEX "Event_cameraId_raisedAt_id_idx" ON "Event"("cameraId", "raisedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Event_roadId_raisedAt_id_idx" ON "Event"("roadId", "raisedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Event_kind_raisedAt_id_idx" ON "Event"("kind", "raisedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Event_severity_raisedAt_id_idx" ON "Event"("severity", "raisedAt" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE SET NULL ON UPDATE CASCADE;
