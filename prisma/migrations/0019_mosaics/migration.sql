-- CreateTable
CREATE TABLE "Mosaic" (
    "id" TEXT NOT NULL,
    "viewId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastWantedAt" TIMESTAMP(3) NOT NULL,
    "nodeId" TEXT,

    CONSTRAINT "Mosaic_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Mosaic_viewId_key" ON "Mosaic"("viewId");

-- CreateIndex
CREATE INDEX "Mosaic_ownerId_idx" ON "Mosaic"("ownerId");

-- AddForeignKey
ALTER TABLE "Mosaic" ADD CONSTRAINT "Mosaic_viewId_fkey" FOREIGN KEY ("viewId") REFERENCES "WallView"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Mosaic" ADD CONSTRAINT "Mosaic_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
