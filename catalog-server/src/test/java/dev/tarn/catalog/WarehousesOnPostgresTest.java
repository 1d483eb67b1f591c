package dev.tarn.catalog;

@OnPostgres
class WarehousesOnPostgresTest extends WarehousesTest {}
