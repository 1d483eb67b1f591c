package dev.tarn.engine.spi;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// A procedure for one table, which its first argument `table` names, and which the engine loads
/// for it and reads and writes for it.
public interface TableProcedure extends Procedure {

    /// The columns of the result of a call with `arguments`, which may differ from call to call.
    default List<Field> output(Map<String, Object> arguments) {
        return output();
    }

    /// Does it; the rows of the result, of values in the forms of [dev.tarn.columnar.JavaValues].
    List<List<@Nullable Object>> rows(ProcedureTable table, Map<String, Object> arguments);

    /// @throws SqlException always: it is called by [#rows]
    @Override
    default Batch call(CatalogConnection catalog, Session session, Map<String, Object> arguments) {
        throw new SqlException(
                ErrorCode.NOT_SUPPORTED, "Procedure %s takes a table".formatted(name()));
    }
}
