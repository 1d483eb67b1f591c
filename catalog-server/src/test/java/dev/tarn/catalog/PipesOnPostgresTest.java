package dev.tarn.catalog;

@OnPostgres
class PipesOnPostgresTest extends PipesTest {}
