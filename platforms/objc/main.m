// Checks the Objective-C bindings on real sockets. Built without ARC, which gcc's
// runtime does not have: nothing here is released, as nothing lives long.
#import "Heard.h"
#include "Echo.h"

// Go starts before Objective-C's classes are there; on Apple's systems it is the other
// way round. So the table of objects that Go holds is made here.
extern void init_seq(void);

static int failed;

static void check(BOOL so, const char *what) {
	printf("%s  %s\n", so ? "ok  " : "FAIL", what);
	fflush(stdout);
	if (!so)
		failed++;
}

static NSData *bytes(NSString *text) {
	return [text dataUsingEncoding:NSUTF8StringEncoding];
}

static TTMobileClient *client(int port, Heard *heard) {
	NSError *error = nil;
	TTMobileConfig *config = TTMobileNewConfig(@"127.0.0.1", port, &error);
	TTMobileClient *made = TTMobileNewClient(config, heard, &error);
	heard.client = made;
	if (![made start:&error])
		NSLog(@"start: %@", error);
	return made;
}

static void talks(int port) {
	Heard *heard = [Heard new];
	NSError *error = nil;
	TTMobileClient *c = client(port, heard);
	check([heard state:TTMobileStateReady], "it is ready");
	check([[[c info] remoteAddr] hasSuffix:[NSString stringWithFormat:@":%d", port]], "it says where it is connected to");
	check([c send:bytes(@"first!") error:&error], "it sends");
	check([[heard bytes:6] isEqual:bytes(@"first!")], "it hears the echo");
	[c stop];
	check([heard end] && heard.why == nil && heard.ends == 1, "it ends once, in order");
	check([c awaitClosed:30000], "and says so");
}

static void keeps(int port) {
	Heard *heard = [Heard new];
	NSError *error = nil;
	TTMobileClient *c = client(port, heard);
	NSMutableData *sent = [NSMutableData data];
	for (int i = 0; i < 1000; i++) {
		NSMutableData *message = [NSMutableData dataWithData:bytes([NSString stringWithFormat:@"message %06d ", i])];
		[sent appendData:message];
		[c send:message error:&error];
		[message resetBytesInRange:NSMakeRange(0, [message length])]; // Send has copied it
	}
	check([[heard bytes:[sent length]] isEqual:sent], "a thousand messages come back as they were sent");
	[c close];
	[heard end];

	NSMutableData *chunks = [NSMutableData data], *copies = [NSMutableData data];
	for (TTMobileChunk *chunk in heard.chunks)
		[chunks appendData:[chunk bytes]];
	for (NSData *copy in heard.copies)
		[copies appendData:copy];
	check([chunks isEqual:sent], "chunks that were kept are as they were");
	check([copies isEqual:sent], "and so are their bytes");

	TTMobileChunk *chunk = [heard.chunks objectAtIndex:0];
	NSMutableData *room = [NSMutableData dataWithLength:[chunk len]];
	NSData *none = [NSData dataWithData:[NSMutableData dataWithLength:[chunk len]]];
	NSData *zeros = [none copy];
	check([chunk copyTo:room] == [chunk len] && [room isEqual:[chunk bytes]], "copyTo fills an NSMutableData");
	[chunk copyTo:none];
	check([none isEqual:zeros], "and no other");
}

static void speaks(int port) {
	Heard *heard = [Heard new];
	NSError *error = nil;
	TTMobileClient *c = client(port, heard);
	NSString *text = [NSString stringWithUTF8String:"hello ünï 🎉"];
	check([c sendText:text error:&error], "it sends text");
	check([[heard bytes:[bytes(text) length]] isEqual:bytes(text)], "of every kind");
	check([c send:[NSData data] error:&error] && [c send:nil error:&error], "nothing is sent of nothing");
	[c close];
	check([heard end] && [heard.why code] == TTMobileCodeCancelled, "and it is cancelled");
}

static void tells(int port) {
	NSError *error = nil;
	check(TTMobileNewConfig(@"", 80, &error) == nil, "a config without a host is refused");
	check([[error domain] isEqual:@"go"], "by an error of Go");
	check(TTMobileCodeOf(error) == TTMobileCodeInvalidArgument, "which has its code");
	check([[TTMobileFailureFrom(error) codeName] isEqual:@"InvalidArgument"], "and is a failure with a name");
	check([[error localizedDescription] isEqual:[TTMobileFailureFrom(error) error]], "and a text");
	NSError *foreign = [NSError errorWithDomain:@"elsewhere" code:3 userInfo:nil];
	check(TTMobileCodeOf(foreign) == -1 && TTMobileFailureFrom(foreign) == nil, "an error of another origin has none");
	check(TTMobileCodeOf(nil) == TTMobileCodeOK, "no error is none");
	check([[[TTMobileFailure alloc] init] code] == TTMobileCodeOK, "a failure of zeros survives");

	Heard *refused = [Heard new];
	client(echo_nobody(), refused);
	check([refused end] && [refused.why code] == TTMobileCodeRefused, "it says that nobody listens");
}

static void fails(int port) {
	Heard *heard = [Heard new];
	heard.failing = YES;
	NSError *error = nil;
	[client(port, heard) sendText:@"x" error:&error];
	check([heard end] && [heard.why code] == TTMobileCodeListener, "a callback that fails ends its client");
	check([[heard.why message] hasSuffix:@"I do not want it"], "with what it said");

	Heard *closing = [Heard new];
	closing.closing = YES;
	[client(port, closing) sendText:@"x" error:&error];
	check([closing end] && [closing.why code] == TTMobileCodeCancelled, "a client can be closed in its callback");
	check(!closing.awaited, "which does not wait for itself");
}

static TTMobileConfig *config(int port) {
	NSError *error = nil;
	return TTMobileNewConfig(@"127.0.0.1", port, &error);
}

// waits is the face whose calls wait.
static void waits(int port) {
	NSError *error = nil;
	TTMobileConn *conn = TTMobileDial(config(port), &error);
	check(conn != nil && [conn write:bytes(@"01234567line\nrest") error:&error], "it connects and writes");
	check([[conn readExactly:8 error:&error] isEqual:bytes(@"01234567")], "it reads so many bytes");
	check([[conn readUntil:bytes(@"\n") max:100 error:&error] isEqual:bytes(@"line\n")], "and up to a delimiter");
	check([conn closeWrite:&error], "it half closes");
	check([[conn readExactly:4 error:&error] isEqual:bytes(@"rest")], "and reads on");
	check([conn read:1 error:&error] == nil && TTMobileCodeOf(error) == TTMobileCodeClosedByPeer, "to the end");
	[conn close];
	check(TTMobileDial(config(echo_nobody()), &error) == nil && TTMobileCodeOf(error) == TTMobileCodeRefused, "nobody listens");
}

static void frames(int port) {
	Heard *heard = [Heard new];
	NSError *error = nil;
	TTMobileConfig *lines = config(port);
	check([lines setDelimiter:bytes(@"\n") maxFrame:100 error:&error], "it takes a delimiter");
	TTMobileClient *c = TTMobileNewClient(lines, heard, &error);
	[c pause];
	[c start:&error];
	check([heard state:TTMobileStateReady], "it is ready while it is paused");
	[c sendText:@"one\ntwo\nthr" error:&error];
	check([heard.chunks count] == 0, "and hands nothing over");
	[c resume];
	[c finishSending:&error];
	check([heard end] && heard.why == nil, "it half closes, and hears to the end");
	check([heard.chunks count] == 3 && [[[heard.chunks objectAtIndex:1] payloadText] isEqual:@"two"], "chunks are frames");
	check([[heard.chunks objectAtIndex:2] partial], "but the last, which is a part");
	check([[c stats] bytesIn] == 11 && [[c stats] bytesOut] == 11 && [[c stats] chunksIn] == 3, "it counts");
}

static void comesBack(void) {
	Heard *heard = [Heard new];
	NSError *error = nil;
	TTMobileConfig *again = config(echo_nobody());
	TTMobileRetryPolicy *retry = TTMobileNewRetryPolicy();
	[retry setDelays:1 maxMillis:5];
	[retry setMaxAttempts:3];
	[again setRetry:retry];
	[TTMobileNewClient(again, heard, &error) start:&error];
	check([heard retries:3] && [heard end] && [heard.why code] == TTMobileCodeRefused, "it tries again, so many times");
}

int main(void) {
	@autoreleasepool {
		init_seq();
		int port = echo_start();
		talks(port);
		keeps(port);
		speaks(port);
		tells(port);
		fails(port);
		waits(port);
		frames(port);
		comesBack();
		printf("%s\n", failed == 0 ? "all held" : "some failed");
	}
	return failed != 0;
}
