package dev.tarn.catalog;

@OnPostgres
class CommitRaceOnPostgresTest extends CommitRaceTest {}
