package dev.tarn.engine.command;

/// A procedure that takes files from outside of tables, which only who may read them may call, as
/// `COPY INTO`.
interface FileProcedure extends ContextProcedure {}
