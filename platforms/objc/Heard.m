#import "Heard.h"

static const NSTimeInterval patience = 30;

@implementation Heard

@synthesize failing = _failing, closing = _closing, awaited = _awaited, ends = _ends;
@synthesize client = _client, why = _why, chunks = _chunks, copies = _copies;

- (id)init {
	self = [super init];
	_news = [NSCondition new];
	_data = [NSMutableData new];
	_chunks = [NSMutableArray new];
	_copies = [NSMutableArray new];
	_states = [NSMutableArray new];
	return self;
}

- (void)keep:(void (^)(void))what {
	[_news lock];
	what();
	[_news broadcast];
	[_news unlock];
}

- (BOOL)until:(BOOL (^)(void))so {
	NSDate *end = [NSDate dateWithTimeIntervalSinceNow:patience];
	[_news lock];
	BOOL yes;
	while (!(yes = so()) && [_news waitUntilDate:end])
		;
	[_news unlock];
	return yes;
}

- (BOOL)onState:(int32_t)state info:(TTMobileConnInfo *)info error:(NSError **)error {
	[self keep:^{ [_states addObject:[NSNumber numberWithInt:state]]; }];
	return YES;
}

- (BOOL)onData:(TTMobileChunk *)chunk error:(NSError **)error {
	NSData *bytes = [chunk bytes];
	[self keep:^{
		[_chunks addObject:chunk];
		[_copies addObject:bytes];
		[_data appendData:bytes];
	}];
	if (_closing) {
		[_client close];
		_awaited = [_client awaitClosed:60000];
	}
	if (_failing) {
		NSDictionary *text = [NSDictionary dictionaryWithObject:@"I do not want it" forKey:NSLocalizedDescriptionKey];
		*error = [NSError errorWithDomain:@"check" code:7 userInfo:text];
		return NO;
	}
	return YES;
}

- (BOOL)onSecure:(TTMobileConnInfo *)info error:(NSError **)error {
	return YES;
}

- (BOOL)onWritable:(int64_t)queuedBytes error:(NSError **)error {
	return YES;
}

- (BOOL)onRetry:(int32_t)attempt delayMillis:(int64_t)delay why:(TTMobileFailure *)why error:(NSError **)error {
	[self keep:^{ _retries++; }];
	return YES;
}

- (BOOL)onClosed:(TTMobileFailure *)why error:(NSError **)error {
	[self keep:^{
		self.why = why;
		_ends++;
	}];
	return YES;
}

- (BOOL)state:(int32_t)state {
	return [self until:^BOOL { return [_states containsObject:[NSNumber numberWithInt:state]]; }];
}

- (NSData *)bytes:(NSUInteger)count {
	[self until:^BOOL { return [_data length] >= count; }];
	return _data;
}

- (BOOL)retries:(int)count {
	return [self until:^BOOL { return _retries >= count; }];
}

- (BOOL)end {
	return [self until:^BOOL { return _ends > 0; }];
}

@end
