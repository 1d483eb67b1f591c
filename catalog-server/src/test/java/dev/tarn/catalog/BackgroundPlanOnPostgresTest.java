package dev.tarn.catalog;

@OnPostgres
class BackgroundPlanOnPostgresTest extends BackgroundPlanTest {}
