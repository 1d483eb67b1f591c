package dev.tarn.catalog;

import org.junit.jupiter.api.Tag;

@OnPostgres
@Tag("long")
class PurgeCrashOnPostgresTest extends PurgeCrashTest {}
