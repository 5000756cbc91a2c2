-- AlterTable
ALTER TABLE "Camera" ADD COLUMN     "heading" DOUBLE PRECISION,
ADD COLUMN     "movedAt" TIMESTAMP(3),
ADD COLUMN     "movedLat" DOUBLE PRECISION,
ADD COLUMN     "movedLon" DOUBLE PRECISION,
ADD COLUMN     "speedKmh" DOUBLE PRECISION;

-- CreateIndex
CREATE INDEX "Camera_kind_live" ON "Camera"("kind", "id") WHERE ("removedAt" IS NULL);

-- CreateTable
CREATE TABLE "CameraPosition" (
    "cameraId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "lon" DOUBLE PRECISION NOT NULL,
    "lat" DOUBLE PRECISION NOT NULL,
    "speedKmh" REAL,
    "heading" REAL,
    "accuracyM" REAL,

    CONSTRAINT "CameraPosition_pkey" PRIMARY KEY ("cameraId","at")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdByName" TEXT NOT NULL,
    "lastUsedAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),
    "revokedByName" TEXT,

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "CameraPosition_at_idx" ON "CameraPosition"("at");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE INDEX "ApiKey_createdAt_id_idx" ON "ApiKey"("createdAt", "id");

-- AddForeignKey
ALTER TABLE "CameraPosition" ADD CONSTRAINT "CameraPosition_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;
