package dev.sallyport.core.sandbox.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Expected values: the developer guide's pages on operators and functions and on update expressions. */
class ExpressionTest {
    private static final Map<String, AttributeValue> BOOK = Map.of(
            "id", s("b1"),
            "price", n("12.50"),
            "title", s("Grüße"),
            "tags", AttributeValue.fromSs(List.of("a", "b")),
            "sizes", AttributeValue.fromNs(List.of("1", "2")),
            "sold", AttributeValue.fromBool(false),
            "gone", AttributeValue.fromNul(true),
            "cover", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, 2, 3})),
            "parts", AttributeValue.fromL(List.of(n("1"), s("two"), n("3"))),
            "nest", AttributeValue.fromM(Map.of("core", AttributeValue.fromM(Map.of("deep", n("7"))))));

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue n(String number) {
        return AttributeValue.fromN(number);
    }

    private static Scope scope() {
        return new Scope(
                Map.of("#p", "price", "#t", "title", "#m", "nest", "#l", "parts"),
                Map.ofEntries(
                        Map.entry(":n", n("12.5")),
                        Map.entry(":low", n("2")),
                        Map.entry(":high", n("100")),
                        Map.entry(":s", s("Gr")),
                        Map.entry(":a", s("a")),
                        Map.entry(":two", s("two")),
                        Map.entry(":one", n("1.0")),
                        Map.entry(":seven", n("7")),
                        Map.entry(":type", s("SS")),
                        Map.entry(":new", AttributeValue.fromL(List.of(s("end")))),
                        Map.entry(":ab", AttributeValue.fromSs(List.of("b", "a"))),
                        Map.entry(":b", AttributeValue.fromSs(List.of("b")))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            price = :n                                         | true
            #p <> :n                                           | false
            price < :high                                      | true
            price < :s                                         | false
            price > :low AND price < :high                     | true
            price BETWEEN :low AND :high                       | true
            price BETWEEN :low AND :high AND sold = :low       | false
            price IN (:low, :n)                                | true
            absent = :n                                       | false
            absent <> :n                                      | true
            NOT absent = :n                                   | true
            attribute_exists(nest.core.deep)                   | true
            attribute_exists(nest.core.nil)                   | false
            attribute_not_exists(parts[3])                      | true
            attribute_exists(parts[2])                          | true
            attribute_exists(gone)                             | true
            attribute_type(tags, :type)                        | true
            begins_with(title, :s)                             | true
            begins_with(price, :s)                             | false
            contains(tags, :a)                                 | true
            contains(parts, :two)                               | true
            contains(sizes, :one)                              | true
            contains(title, :s)                                | true
            tags = :ab                                         | true
            size(title) < :high                                | true
            size(tags) = :low                                  | true
            size(cover) > :low                                 | true
            nest.core.deep = :seven                            | true
            #m.core.deep = :seven                             | true
            parts[1] = :two                                     | true
            price = :low OR price = :n AND title = :s          | false
            (price = :low OR price = :n) AND contains(title, :s) | true
            not (price = :low) and not price = :high           | true
            """)
    void conditionsHoldAsDocumented(String expression, boolean expected) {
        assertThat(new ExpressionReader("ConditionExpression", expression, scope()).condition().holds(BOOK))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            price =                      | Syntax error
            price = = :n                 | Syntax error
            price ! :n                   | Syntax error
            (price = :n                  | Syntax error
            price = :n)                  | Syntax error
            price = :none                | not defined
            #none = :n                   | not defined
            name = :n                    | reserved keyword: name
            status = :n                  | reserved keyword: status
            exists(price)                | Invalid function name; function: exists
            parts[x] = :n                 | Syntax error
            12 = :n                      | Syntax error
            """)
    void whatIsWrongIsSaid(String expression, String word) {
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> new ExpressionReader("ConditionExpression", expression, scope()).condition())
                .withMessageContaining("Invalid ConditionExpression")
                .withMessageContaining(word);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            SET price = price + :n                       | price    | N=25
            SET price = price - :low - :low              | price    | N=8.5
            SET fresh = if_not_exists(fresh, :n)         | fresh    | N=12.5
            SET price = if_not_exists(price, :high)      | price    | N=12.5
            SET #l = list_append(#l, :new)               | parts    | L=1,two,3,end
            SET #l = list_append(:new, #l)               | parts    | L=end,1,two,3
            SET parts[1] = :n                             | parts    | L=1,12.5,3
            SET parts[9] = :n                             | parts    | L=1,two,3,12.5
            REMOVE parts[0], parts[1]                      | parts    | L=3
            REMOVE title                                 | title    | none
            REMOVE absent                               | absent  | none
            ADD price :low                               | price    | N=14.5
            ADD fresh :low                               | fresh    | N=2
            ADD tags :b                                  | tags     | SS=a,b
            DELETE tags :b                               | tags     | SS=a
            DELETE tags :ab                              | tags     | none
            SET a = price REMOVE price ADD b :low        | a        | N=12.5
            set price = :n, title = :s                   | title    | S=Gr
            """)
    void updatesChangeAsDocumented(String expression, String attribute, String expected) {
        Map<String, AttributeValue> after =
                new ExpressionReader("UpdateExpression", expression, scope()).update().apply(BOOK);
        AttributeValue value = after.get(attribute);
        assertThat(value == null ? "none" : told(Values.checked(value))).isEqualTo(expected);
    }

    private static String told(AttributeValue value) {
        return switch (value.type()) {
            case S -> "S=" + value.s();
            case N -> "N=" + value.n();
            case SS -> "SS=" + String.join(",", value.ss().stream().sorted().toList());
            case L -> "L=" + String.join(",", value.l().stream().map(v -> v.s() == null ? v.n() : v.s()).toList());
            default -> value.toString();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            SET price = :n, price = :low         | overlap
            SET nest.core = :n REMOVE nest        | overlap
            SET price = absent + :n             | does not exist in the item
            SET price = title + :n               | Incorrect operand type
            SET nil.core = :n                  | document path
            SET price.core = :n                 | document path
            ADD title :n                         | incorrect data type
            ADD price :s                         | Incorrect operand type
            DELETE tags :n                       | Incorrect operand type
            UPDATE price = :n                    | Syntax error
            """)
    void wrongUpdatesAreRefused(String expression, String word) {
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> new ExpressionReader("UpdateExpression", expression, scope()).update().apply(BOOK))
                .withMessageContaining(word);
    }

    @Property(tries = 2000)
    void anyTextIsReadOrRefused(
            @ForAll
                    @Chars({'a', 'N', 'O', 'T', '(', ')', '=', '<', '>', ':', 'n', '#', 'p', ' ', '[', '1', ']', '.',
                            ','})
                    @StringLength(min = 1, max = 30)
                    String text) {
        try {
            new ExpressionReader("FilterExpression", text, scope()).condition().holds(BOOK);
        } catch (AwsServiceException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
        }
    }

    @ParameterizedTest
    @CsvSource({"(,1000", "'NOT ',900"})
    void aHostileDepthIsRefused(String opening, int times) {
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> new ExpressionReader("FilterExpression", opening.repeat(times)
                + "price = :n", scope())
                        .condition())
                .withMessageContaining("nested too deeply");
    }
}
