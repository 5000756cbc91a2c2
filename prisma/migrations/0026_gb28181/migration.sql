-- Signalling of GB/T 28181: who signs in, and what channels it has.
ALTER TYPE "Driver" ADD VALUE 'gb28181';

CREATE TYPE "GbMediaMode" AS ENUM ('udp', 'passive', 'active');

CREATE TABLE "GbSettings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "serverId" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "passwordCipher" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "GbSettings_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "GbDevice" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "maker" TEXT,
    "model" TEXT,
    "firmware" TEXT,
    "transport" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "mode" "GbMediaMode" NOT NULL DEFAULT 'udp',
    "online" BOOLEAN NOT NULL,
    "registeredAt" TIMESTAMP(3) NOT NULL,
    "heardAt" TIMESTAMP(3) NOT NULL,
    "catalogAt" TIMESTAMP(3),

    CONSTRAINT "GbDevice_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "GbChannel" (
    "deviceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "maker" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "parentId" TEXT NOT NULL,
    "online" BOOLEAN NOT NULL,
    "ptzType" INTEGER,
    "lon" DOUBLE PRECISION,
    "lat" DOUBLE PRECISION,
    "listed" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "GbChannel_pkey" PRIMARY KEY ("deviceId","id")
);

ALTER TABLE "GbChannel" ADD CONSTRAINT "GbChannel_deviceId_fkey" FOREIGN KEY ("deviceId") REFERENCES "GbDevice"("id") ON DELETE CASCADE ON UPDATE CASCADE;
