/// Tests of CSV and JSON reading: small files of our own, and real ones against DuckDB.
@NullMarked
package dev.tarn.storage.text;

import org.jspecify.annotations.NullMarked;
