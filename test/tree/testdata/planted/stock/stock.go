// Package stock breaks a direct ban.
package stock

import _ "crypto/tls"
