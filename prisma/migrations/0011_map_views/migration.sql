-- CreateTable
CREATE TABLE "MapView" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "lon" DOUBLE PRECISION NOT NULL,
    "lat" DOUBLE PRECISION NOT NULL,
    "zoom" DOUBLE PRECISION NOT NULL,
    "basemapId" TEXT,
    "hidden" TEXT[],
    "ownerId" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMP(3),
    "removalId" TEXT,

    CONSTRAINT "MapView_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "MapView_ownerId_idx" ON "MapView"("ownerId");

-- CreateIndex
CREATE INDEX "MapView_removalId_idx" ON "MapView"("removalId");

-- AddForeignKey
ALTER TABLE "MapView" ADD CONSTRAINT "MapView_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
