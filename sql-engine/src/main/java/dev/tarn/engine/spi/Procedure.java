package dev.tarn.engine.spi;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.Session;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Something that `CALL catalog.system.name(…)` does.
///
/// Arguments arrive by name, as Java values of their declared types (Boolean, Integer, Long,
/// BigDecimal, Double, String, Long for points in time as their type counts them, Map and List of
/// String for map(varchar, varchar) and array(varchar)); those that were left out are absent. An
/// error is a [dev.tarn.engine.SqlException].
public interface Procedure {

    /// The name after `system.`, in lower case; with its schema, as in `runtime.kill_query`, where
    /// it is of the catalog `system` and not of every catalog.
    String name();

    List<Argument> arguments();

    /// The columns of the result; empty where there is none.
    List<DataType.Field> output();

    Batch call(CatalogConnection catalog, Session session, Map<String, Object> arguments);

    /// A named argument; `required` ones come first.
    record Argument(String name, DataType type, boolean required, @Nullable String description) {}
}
