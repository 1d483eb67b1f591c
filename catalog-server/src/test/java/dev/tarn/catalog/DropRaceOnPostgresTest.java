package dev.tarn.catalog;

@OnPostgres
class DropRaceOnPostgresTest extends DropRaceTest {}
