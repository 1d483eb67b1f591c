package dev.tarn.catalog;

@OnPostgres
class ChangeEventsOnPostgresTest extends ChangeEventsTest {}
