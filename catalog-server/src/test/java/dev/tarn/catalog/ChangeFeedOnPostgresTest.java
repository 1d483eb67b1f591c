package dev.tarn.catalog;

@OnPostgres
class ChangeFeedOnPostgresTest extends ChangeFeedTest {}
