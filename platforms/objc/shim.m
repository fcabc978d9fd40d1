// What gobind's code calls and GNUstep 1.28 lacks.
#import <Foundation/Foundation.h>

@implementation NSString (Shim)

- (BOOL)getBytes:(void *)buffer
         maxLength:(NSUInteger)room
        usedLength:(NSUInteger *)used
          encoding:(NSStringEncoding)encoding
           options:(NSUInteger)options
             range:(NSRange)range
    remainingRange:(NSRange *)rest {
	NSData *data = [[self substringWithRange:range] dataUsingEncoding:encoding];
	NSUInteger length = MIN([data length], room);
	memcpy(buffer, [data bytes], length);
	if (used != NULL)
		*used = length;
	return YES;
}

@end
