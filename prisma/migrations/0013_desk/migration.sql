-- CreateTable
CREATE TABLE "DeskPart" (
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "changedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DeskPart_pkey" PRIMARY KEY ("userId","name")
);

-- AddForeignKey
ALTER TABLE "DeskPart" ADD CONSTRAINT "DeskPart_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
