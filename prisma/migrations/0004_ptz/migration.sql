-- AlterEnum
ALTER TYPE "Driver" ADD VALUE 'onvif';

-- AlterTable
ALTER TABLE "Camera" ADD COLUMN     "control" JSONB;

-- AlterTable
ALTER TABLE "Device" ADD COLUMN     "address" TEXT,
ADD COLUMN     "firmware" TEXT,
ADD COLUMN     "model" TEXT;

-- CreateTable
CREATE TABLE "PtzControl" (
    "cameraId" TEXT NOT NULL,
    "holderId" TEXT,
    "lockedUntil" TIMESTAMP(3),
    "reason" TEXT,
    "moverId" TEXT,
    "movedAt" TIMESTAMP(3),

    CONSTRAINT "PtzControl_pkey" PRIMARY KEY ("cameraId")
);

-- CreateTable
CREATE TABLE "PtzWaiter" (
    "cameraId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "PtzWaiter_pkey" PRIMARY KEY ("cameraId","userId")
);

-- CreateTable
CREATE TABLE "PtzMove" (
    "id" BIGSERIAL NOT NULL,
    "cameraId" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "what" TEXT NOT NULL,
    "detail" TEXT,

    CONSTRAINT "PtzMove_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PtzPreset" (
    "cameraId" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "pictureTakenAt" TIMESTAMP(3),

    CONSTRAINT "PtzPreset_pkey" PRIMARY KEY ("cameraId","token")
);

-- CreateIndex
CREATE INDEX "PtzMove_cameraId_id_idx" ON "PtzMove"("cameraId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "PtzPreset_cameraId_number_key" ON "PtzPreset"("cameraId", "number");

-- AddForeignKey
ALTER TABLE "PtzControl" ADD CONSTRAINT "PtzControl_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PtzControl" ADD CONSTRAINT "PtzControl_holderId_fkey" FOREIGN KEY ("holderId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PtzControl" ADD CONSTRAINT "PtzControl_moverId_fkey" FOREIGN KEY ("moverId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PtzWaiter" ADD CONSTRAINT "PtzWaiter_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PtzWaiter" ADD CONSTRAINT "PtzWaiter_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PtzMove" ADD CONSTRAINT "PtzMove_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PtzPreset" ADD CONSTRAINT "PtzPreset_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;
