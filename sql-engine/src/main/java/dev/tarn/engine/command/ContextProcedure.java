package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;

import java.util.Map;

/// A procedure that takes what commands take, such as the means to read rows.
interface ContextProcedure extends Procedure {

    Batch call(CatalogConnection catalog, CommandContext context, Map<String, Object> arguments);

    /// @throws SqlException always: without a context it is not known who asks
    @Override
    default Batch call(CatalogConnection catalog, Session session, Map<String, Object> arguments) {
        throw new SqlException(
                ErrorCode.NOT_SUPPORTED, "Procedure %s takes a context".formatted(name()));
    }
}
