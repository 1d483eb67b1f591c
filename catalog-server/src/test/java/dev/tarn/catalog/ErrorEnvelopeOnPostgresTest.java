package dev.tarn.catalog;

@OnPostgres
class ErrorEnvelopeOnPostgresTest extends ErrorEnvelopeTest {}
