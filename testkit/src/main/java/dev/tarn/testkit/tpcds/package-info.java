/// TPC-DS: its tables as batches and the texts of its 99 queries, both out of libraries that
/// Trino's project publishes. Nothing of TPC's own is in this repository.
///
/// Does not belong here: who writes the batches where, and what the queries are compared with.
@NullMarked
package dev.tarn.testkit.tpcds;

import org.jspecify.annotations.NullMarked;
