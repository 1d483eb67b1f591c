package dev.tarn.catalog;

@OnPostgres
class FunctionsOnPostgresTest extends FunctionsTest {}
