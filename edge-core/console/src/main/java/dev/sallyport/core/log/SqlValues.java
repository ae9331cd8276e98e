package dev.sallyport.core.log;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/**
 * Values of DuckDB as JSON has them: null, String, Number, Boolean, List, Map. Timestamps are UTC with milliseconds.
 */
final class SqlValues {
    static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");

    private SqlValues() {}

    static @Nullable Object json(ResultSet result, int column) throws SQLException {
        return json(result.getObject(column));
    }

    private static @Nullable Object json(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean flag -> flag;
            case Double number -> Double.isFinite(number) ? (Object) number : number.toString();
            case Float number -> Float.isFinite(number) ? (Object) number : number.toString();
            case BigDecimal number -> number;
            case BigInteger number -> number;
            case Number number -> number;
            case Timestamp time -> MILLIS.format(time.toLocalDateTime());
            case LocalDateTime time -> MILLIS.format(time);
            case OffsetDateTime time -> MILLIS.format(time.withOffsetSameInstant(ZoneOffset.UTC));
            case Date date -> date.toLocalDate().toString();
            case Time time -> DateTimeFormatter.ISO_LOCAL_TIME.format(time.toLocalTime());
            case LocalTime time -> DateTimeFormatter.ISO_LOCAL_TIME.format(time);
            case Array array -> list((Object[]) array.getArray());
            case Object[] array -> list(array);
            case DuckDBStruct struct -> map(struct.getMap());
            case Map<?, ?> map -> map(map);
            case Blob blob -> Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
            default -> value.toString();
        };
    }

    private static List<@Nullable Object> list(@Nullable Object[] items) throws SQLException {
        List<@Nullable Object> list = new ArrayList<>(items.length);
        for (Object item : items) {
            list.add(json(item));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> members) throws SQLException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            map.put(String.valueOf(member.getKey()), json(member.getValue()));
        }
        return map;
    }
}
