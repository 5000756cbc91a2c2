CREATE TABLE "PtzScan" (
    "cameraId" TEXT NOT NULL,
    "leftPan" DOUBLE PRECISION,
    "leftTilt" DOUBLE PRECISION,
    "leftZoom" DOUBLE PRECISION,
    "rightPan" DOUBLE PRECISION,
    "speed" INTEGER NOT NULL DEFAULT 30,
    "runById" TEXT,
    "runSince" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "endedCode" TEXT,

    CONSTRAINT "PtzScan_pkey" PRIMARY KEY ("cameraId")
);

CREATE INDEX "PtzScan_runById_idx" ON "PtzScan"("runById");

ALTER TABLE "PtzScan" ADD CONSTRAINT "PtzScan_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "PtzScan" ADD CONSTRAINT "PtzScan_runById_fkey" FOREIGN KEY ("runById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
