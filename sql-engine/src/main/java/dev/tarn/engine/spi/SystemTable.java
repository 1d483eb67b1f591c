package dev.tarn.engine.spi;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.Session;

import java.util.List;
import java.util.function.Consumer;

/// A table `system.SCHEMA.NAME`, whose rows are made when a query reads it. Thread-safe.
public interface SystemTable {

    /// In lower case; not `jdbc`.
    String schema();

    /// In lower case.
    String name();

    List<DataType.Field> columns();

    /// Makes the rows, in one go and in one thread; each batch has a vector a column.
    void read(Session session, Consumer<Batch> batches);
}
