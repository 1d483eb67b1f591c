package dev.tarn.catalog;

@OnPostgres
class LostAnswerOnPostgresTest extends LostAnswerTest {}
