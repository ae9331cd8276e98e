package dev.sallyport.core.sandbox.athena;

/** A statement that the sandbox runs. */
sealed interface Statement {
    /** {@code CREATE DATABASE}. */
    record CreateDatabase(String name, boolean ifAbsent) implements Statement {}

    /** {@code CREATE EXTERNAL TABLE}. */
    record CreateTable(StoredTable table, boolean ifAbsent) implements Statement {}

    /** {@code DROP TABLE}. */
    record DropTable(String database, String name, boolean ifPresent) implements Statement {}

    /** {@code SELECT}, also with {@code WITH} before it. */
    record Select(String sql) implements Statement {}
}
