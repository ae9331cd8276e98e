package dev.sallyport.core.attack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test, or every test of a class, that attacks the program. {@code mvn -Pattack verify} runs these alone and prints how
 * many attempts were made and how many the program withstood. One test is one attempt, unless it publishes how many it
 * makes: {@code reporter.publishEntry(Attack.TRIED, "64")}.
 */
@Tag("attack")
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Attack {
    /** The key under which a test publishes how many attempts it makes. */
    String TRIED = "tried";

    /** The row of the table. */
    Area value();
}
