package dev.tarn.catalog;

@OnPostgres
class LakeRaceOnPostgresTest extends LakeRaceTest {}
