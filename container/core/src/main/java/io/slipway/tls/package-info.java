/**
 * TLS from files: certificates and keys in PEM or PKCS#12, chosen by the name that the client asks
 * for, taken up again when the files change.
 */
@NullMarked
package io.slipway.tls;

import org.jspecify.annotations.NullMarked;
