-- CreateTable
CREATE TABLE "CameraTalk" (
    "cameraId" TEXT NOT NULL,
    "askedUrl" TEXT,
    "askedAt" TIMESTAMP(3),
    "codec" TEXT,
    "refusal" TEXT,
    "talkId" TEXT,
    "talkerId" TEXT,
    "since" TIMESTAMP(3),
    "nodeId" TEXT,
    "nodeEpoch" TEXT,

    CONSTRAINT "CameraTalk_pkey" PRIMARY KEY ("cameraId")
);

-- CreateIndex
CREATE UNIQUE INDEX "CameraTalk_talkId_key" ON "CameraTalk"("talkId");

-- CreateIndex
CREATE INDEX "CameraTalk_talkerId_idx" ON "CameraTalk"("talkerId");

-- AddForeignKey
ALTER TABLE "CameraTalk" ADD CONSTRAINT "CameraTalk_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CameraTalk" ADD CONSTRAINT "CameraTalk_talkerId_fkey" FOREIGN KEY ("talkerId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
