package dev.tarn.catalog.plan;

import org.apache.iceberg.catalog.TableIdentifier;

/// Who asks, and about which table. Plans of other principals and of other tables are not there.
public record PlanScope(String principal, TableIdentifier table) {}
