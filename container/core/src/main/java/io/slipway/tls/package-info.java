/**
 * TLS from files: certificates and keys in PEM or PKCS#12, chosen by the name that the client asks
 * for, taken up again when the files change.
 *
 * <p>{@link io.slipway.tls.TlsContexts} makes the context of a listener of its {@link
 * io.slipway.tls.TlsFiles}; {@code CertificateReader} tells everything that is wrong with them at
 * once.
 */
@NullMarked
package io.slipway.tls;

import org.jspecify.annotations.NullMarked;
