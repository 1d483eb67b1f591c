package dev.tarn.catalog;

@OnPostgres
class CommitRulesOnPostgresTest extends CommitRulesTest {}
