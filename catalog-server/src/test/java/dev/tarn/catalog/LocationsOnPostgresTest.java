package dev.tarn.catalog;

@OnPostgres
class LocationsOnPostgresTest extends LocationsTest {}
