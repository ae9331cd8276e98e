package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.SallyportException.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a page shows after an error is decided by what became of the request, not by a list of codes. */
class ViewStateTest {

    @ParameterizedTest
    @CsvSource({
        "REFUSED, SP-DENIED, true",
        "REFUSED, SP-EXPIRED, true",
        "REFUSED, SP-CREDENTIALS, true",
        "REFUSED, SP-READ-ONLY, true",
        "REFUSED, SP-CHOOSE-ACCOUNT, true",
        "UNAVAILABLE, SP-NETWORK, false",
        "UNAVAILABLE, SP-THROTTLED, false",
        "BAD_INPUT, SP-FILE, false",
        "DOES_NOT_HOLD, SP-LEDGER-BROKEN, false"
    })
    void whatWasRefusedIsDenied(Kind kind, String code, boolean denied) {
        ViewState<String> state = ViewState.failed(SallyportException.of(kind, code, "So it is.", "Do this."));
        assertThat(state instanceof ViewState.Denied).isEqualTo(denied);
        assertThat(state instanceof ViewState.Failed).isEqualTo(!denied);
    }
}
