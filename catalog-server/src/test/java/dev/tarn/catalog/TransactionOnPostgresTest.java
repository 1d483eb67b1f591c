package dev.tarn.catalog;

@OnPostgres
class TransactionOnPostgresTest extends TransactionTest {}
