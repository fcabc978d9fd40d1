// A file whose package nobody described and which has no row.
package extra
