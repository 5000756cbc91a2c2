-- CreateTable
CREATE TABLE "Screen" (
    "id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "blank" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "sentById" TEXT,
    "sentAt" TIMESTAMP(3),
    "previous" JSONB,
    "identifyUntil" TIMESTAMP(3),
    "lastSeenAt" TIMESTAMP(3),
    "onlineSince" TIMESTAMP(3),
    "report" JSONB,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMP(3),
    "removalId" TEXT,

    CONSTRAINT "Screen_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScreenEnrolment" (
    "tokenHash" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "address" TEXT,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ScreenEnrolment_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateIndex
CREATE UNIQUE INDEX "Screen_tokenHash_key" ON "Screen"("tokenHash");

-- CreateIndex
CREATE INDEX "Screen_removalId_idx" ON "Screen"("removalId");

-- CreateIndex
CREATE UNIQUE INDEX "Screen_number_live" ON "Screen"("number") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "ScreenEnrolment_code_key" ON "ScreenEnrolment"("code");

-- CreateIndex
CREATE INDEX "ScreenEnrolment_expiresAt_idx" ON "ScreenEnrolment"("expiresAt");

-- AddForeignKey
ALTER TABLE "Screen" ADD CONSTRAINT "Screen_sentById_fkey" FOREIGN KEY ("sentById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
