package dev.sallyport.core.sandbox.secretsmanager;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;

/**
 * Random passwords.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html">
 *     GetRandomPassword</a>
 */
final class Passwords {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LENGTH = 32;
    private static final int LONGEST = 4096;

    private Passwords() {}

    static String make(GetRandomPasswordRequest request) {
        int length = request.passwordLength() == null ? LENGTH : Math.toIntExact(request.passwordLength());
        if (length < 1 || length > LONGEST) {
            throw SecretsFaults.parameter("Password length must be from 1 to " + LONGEST + ".");
        }
        String excluded = request.excludeCharacters() == null ? "" : request.excludeCharacters();
        List<String> kinds = new ArrayList<>();
        add(kinds, request.excludeLowercase(), "abcdefghijklmnopqrstuvwxyz", excluded);
        add(kinds, request.excludeUppercase(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", excluded);
        add(kinds, request.excludeNumbers(), "0123456789", excluded);
        add(kinds, request.excludePunctuation(), "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", excluded);
        add(kinds, !Boolean.TRUE.equals(request.includeSpace()), " ", excluded);
        if (kinds.isEmpty()) {
            throw SecretsFaults.parameter("All characters of the password are excluded.");
        }
        List<Character> password = new ArrayList<>();
        if (!Boolean.FALSE.equals(request.requireEachIncludedType())) {
            kinds.stream().limit(length).forEach(kind -> password.add(one(kind)));
        }
        String any = String.join("", kinds);
        while (password.size() < length) {
            password.add(one(any));
        }
        Collections.shuffle(password, RANDOM);
        StringBuilder text = new StringBuilder();
        password.forEach(text::append);
        return text.toString();
    }

    private static void add(List<String> kinds, Boolean without, String letters, String excluded) {
        StringBuilder left = new StringBuilder();
        letters.chars().filter(c -> excluded.indexOf(c) < 0).forEach(c -> left.append((char) c));
        if (!Boolean.TRUE.equals(without) && !left.isEmpty()) {
            kinds.add(left.toString());
        }
    }

    private static char one(String letters) {
        return letters.charAt(RANDOM.nextInt(letters.length()));
    }
}
