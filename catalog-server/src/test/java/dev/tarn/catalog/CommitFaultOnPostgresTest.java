package dev.tarn.catalog;

@OnPostgres
class CommitFaultOnPostgresTest extends CommitFaultTest {}
