/// `tarn bench engines`: the queries of TPC-H on Tarn, Trino and Spark, over the same tables.
///
/// Belongs here: starting each, asking in rounds, comparing answers, the table. Does not belong
/// here: the queries (`tpch`), the tables (`lake`), the other engines' programs (`testkit`).
///
/// Start reading at [EnginesBench].
@NullMarked
package dev.tarn.bench.engines;

import org.jspecify.annotations.NullMarked;
