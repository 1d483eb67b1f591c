package dev.tarn.catalog;

@OnPostgres
class ProtocolOnPostgresTest extends ProtocolTest {}
