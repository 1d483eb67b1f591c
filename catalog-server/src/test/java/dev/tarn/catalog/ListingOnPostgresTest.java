package dev.tarn.catalog;

@OnPostgres
class ListingOnPostgresTest extends ListingTest {}
