-- CreateTable
CREATE TABLE "PtzCruise" (
    "id" TEXT NOT NULL,
    "cameraId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "stops" JSONB NOT NULL,
    "runById" TEXT,
    "runSince" TIMESTAMP(3),

    CONSTRAINT "PtzCruise_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "PtzCruise_one_running" ON "PtzCruise"("cameraId") WHERE ("runById" IS NOT NULL);

-- CreateIndex
CREATE INDEX "PtzCruise_cameraId_name_idx" ON "PtzCruise"("cameraId", "name");

-- CreateIndex
CREATE INDEX "PtzCruise_runById_idx" ON "PtzCruise"("runById");

-- AddForeignKey
ALTER TABLE "PtzCruise" ADD CONSTRAINT "PtzCruise_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PtzCruise" ADD CONSTRAINT "PtzCruise_runById_fkey" FOREIGN KEY ("runById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
