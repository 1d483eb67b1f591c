/// Where the pointers live: namespaces, one row for each table or view, the change events and the
/// idempotency records, behind [CatalogStore][dev.tarn.catalog.store.CatalogStore].
///
/// Belongs here: rows, SQL, connection pools, schema migrations, and the rule which failures prove
/// that nothing was written. Does not belong here: Iceberg metadata and commit logic
/// (`dev.tarn.catalog.service`), HTTP (`dev.tarn.catalog.http`).
///
/// The SQL is the part SQLite and PostgreSQL share; what differs (migrations, pools, locks, which
/// failure means what) is behind [Database][dev.tarn.catalog.store.Database]. Every transaction
/// goes through [Transactions][dev.tarn.catalog.store.Transactions], and from there to the
/// database's [WriteTransactions][dev.tarn.catalog.store.WriteTransactions]. Start reading at
/// `CatalogStore`.
@NullMarked
package dev.tarn.catalog.store;

import org.jspecify.annotations.NullMarked;
