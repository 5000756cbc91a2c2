-- AlterTable
ALTER TABLE "MediaNode" ADD COLUMN     "drainingSince" TIMESTAMP(3),
ADD COLUMN     "region" TEXT,
ADD COLUMN     "weight" INTEGER NOT NULL DEFAULT 100;

-- CreateTable
CREATE TABLE "StreamRelay" (
    "streamId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "lastWantedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "StreamRelay_pkey" PRIMARY KEY ("streamId","nodeId")
);

-- CreateIndex
CREATE INDEX "StreamRelay_nodeId_idx" ON "StreamRelay"("nodeId");

-- CreateIndex
CREATE INDEX "StreamRelay_lastWantedAt_idx" ON "StreamRelay"("lastWantedAt");

-- AddForeignKey
ALTER TABLE "StreamRelay" ADD CONSTRAINT "StreamRelay_streamId_fkey" FOREIGN KEY ("streamId") REFERENCES "CameraStream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StreamRelay" ADD CONSTRAINT "StreamRelay_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "MediaNode"("id") ON DELETE CASCADE ON UPDATE CASCADE;
